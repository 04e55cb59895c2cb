import { useEffect, useRef, type ReactNode } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import styles from './chart.module.css'
import { chartOptions, stacked, type ChartLook } from './chart-options.ts'
import { useThemeVersion } from './use-theme-version.ts'

export interface Line {
  readonly label: string
  /** Name of a custom property of the style sheets. */
  readonly color: string
  /** Of pixels, so that nobody depends on colours alone. */
  readonly dash?: readonly number[]
}

export interface ChartProps extends ChartLook {
  readonly title: string
  /** A value in words, where it is more than the number of an axis. */
  readonly spoken?: (value: number) => string
  /** Since 1970. */
  readonly seconds: readonly number[]
  /** One list for each line. */
  readonly values: readonly (readonly (number | null)[])[]
}

export function Chart({ title, spoken, seconds, values, ...look }: ChartProps): ReactNode {
  const { lines, text } = look
  const say = spoken ?? text
  const latest = lines.map(({ label }, at) => {
    const value = values[at]?.at(-1) ?? null
    return { label, text: value === null ? '–' : say(value) }
  })
  const now = latest.map((one) => `${one.label} ${one.text}`).join(', ')
  return (
    <figure className={styles.figure} aria-label={`${title} over the last minutes. Now: ${now}`}>
      <figcaption className={styles.caption}>
        <h2>{title}</h2>
        <ul className={styles.legend}>
          {lines.map(({ label, color }, at) => (
            <li key={label}>
              <span aria-hidden className={`${styles.swatch} ${styles[color.slice(2)]}`} />
              {label} <strong>{latest[at]?.text}</strong>
            </li>
          ))}
        </ul>
      </figcaption>
      <Canvas key={useThemeVersion()} seconds={seconds} values={values} {...look} />
    </figure>
  )
}

/** Gets values by a method: to make it anew for each would cost more than all the rest. */
function Canvas({ seconds, values, ...look }: Omit<ChartProps, 'title' | 'spoken'>): ReactNode {
  const container = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const lookNow = useRef(look)
  useEffect(() => {
    const element = container.current
    if (!element) return undefined
    const made = new uPlot(chartOptions(element, lookNow.current), [[]], element)
    plot.current = made
    const observer = new ResizeObserver(() =>
      made.setSize({ width: element.clientWidth, height: element.clientHeight }),
    )
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
    }
  }, [])
  useEffect(() => {
    const drawn = lookNow.current.isStacked === true ? stacked(values) : values
    plot.current?.setData([Array.from(seconds), ...drawn.map((line) => Array.from(line))])
  }, [seconds, values])
  return <div ref={container} className={styles.canvas} />
}
