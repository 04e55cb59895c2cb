/** Writes the dashboards to where Grafana's ConfigMaps are made from. */
import { writeFile } from 'node:fs/promises'
import { fileOf, textOf } from './files.ts'
import { dashboards } from './index.ts'

for (const dashboard of dashboards) await writeFile(fileOf(dashboard), textOf(dashboard))
