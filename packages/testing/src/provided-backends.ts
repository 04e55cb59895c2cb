/** What the global set-up hands to the workers about one service. */
export type ProvidedBackend =
  | {
      readonly found: true
      readonly name: string
      readonly version: string
      /** Missing when each test gets a process of its own. */
      readonly url?: string
      /** For containers: the image, of which tests may start more. */
      readonly image?: string
    }
  | { readonly found: false; readonly reason: string }

declare module 'vitest' {
  export interface ProvidedContext {
    cstoreMongo: ProvidedBackend
    cstoreRedis: ProvidedBackend
    cstoreNginx: ProvidedBackend
  }
}
