import {
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard'

/** From which value on it is worth a look, and from which it is bad. */
export interface Limits {
  readonly warn?: number
  readonly bad?: number
  /** Less is worse: hits, for one. */
  readonly falling?: true
}

/** Green where all is well, red where it is not. */
export function thresholds({ warn, bad, falling }: Limits): ThresholdsConfigBuilder {
  const rising: (readonly [color: string, value: number | undefined])[] = [
    ['yellow', warn],
    ['red', bad],
  ]
  const steps = rising.flatMap(([color, value]) => (value === undefined ? [] : [{ color, value }]))
  return new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(falling ? fallingSteps(steps) : [{ color: 'green', value: null }, ...steps])
}

/** A step holds from its value up, so each colour begins where the one before it ends. */
function fallingSteps(steps: readonly { color: string; value: number }[]): Threshold[] {
  const ascending = steps.toReversed()
  const values = [null, ...ascending.map(({ value }) => value)]
  const colors = [...ascending.map(({ color }) => color), 'green']
  return colors.map((color, index) => ({ color, value: values[index] ?? null }))
}
