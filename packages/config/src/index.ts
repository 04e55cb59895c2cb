export { ConfigError } from './config-errors.ts'
export type { Config } from './config-schema.ts'
export { loadConfig, type Environment } from './load-config.ts'
export { VARIABLES } from './variables.ts'
