/** The peer does not speak the protocol: there is no telling where its next message begins. */
export class ProtocolError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ProtocolError'
  }
}
