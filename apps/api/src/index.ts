export { serve, type RunningServer } from './server.ts'
export { StartupError } from './startup-error.ts'
