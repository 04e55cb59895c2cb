/** As MongoDB's; drivers are told them in the handshake. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024
export const MAX_MESSAGE_BYTES = 48_000_000
export const MAX_WRITE_BATCH = 100_000
