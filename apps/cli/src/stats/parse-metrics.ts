/** The text that Prometheus reads (exposition format 0.0.4), as far as CStore writes it. */
export interface Sample {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  readonly value: number
}

const SAMPLE = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)/u
const LABEL = /(?<name>[a-zA-Z_]\w*)="(?<value>(?:[^"\\]|\\.)*)"/gu

/** Comments and what is no sample are passed over. */
export function parseMetrics(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const { name, labels = '', value = '' } = SAMPLE.exec(line)?.groups ?? {}
    if (name === undefined) return []
    return [{ name, labels: parseLabels(labels), value: Number(value.replace('Inf', 'Infinity')) }]
  })
}

function parseLabels(text: string): Map<string, string> {
  const all = Array.from(text.matchAll(LABEL), ({ groups = {} }): [string, string] => [
    groups['name'] ?? '',
    unescaped(groups['value'] ?? ''),
  ])
  return new Map(all)
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gu, (_, character: string) => (character === 'n' ? '\n' : character))
}
