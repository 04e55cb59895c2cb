const SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1c7c54"/><path d="M22.5 11.5a8 8 0 1 0 0 9" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round"/></svg>`

/** Of the pages for people, as a data URI, so that none has to be fetched. */
export const ICON = `data:image/svg+xml,${encodeURIComponent(SVG)}`
