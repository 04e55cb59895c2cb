import { styleText } from 'node:util'
import type { Output } from '../context.ts'

export type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red'

/** Text in a style, where the output is a terminal that shows it (`NO_COLOR`, `FORCE_COLOR`). */
export function paint(style: Style, text: string, stream: Output): string {
  return styleText(style, text, { stream })
}
