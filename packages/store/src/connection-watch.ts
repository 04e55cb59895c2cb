/**
 * What the driver knows of MongoDB without asking: whether there is a server that takes writes, and
 * what the connections do. Commands tell neither: while MongoDB is away none are sent.
 */
import type { MongoClient } from 'mongodb'

export interface ConnectionState {
  /** There is a server that takes writes, as far as was heard. */
  readonly reachable: boolean
  /** Connections that a command is under way on. */
  readonly busy: number
  readonly idle: number
  /** Operations that wait for a connection. */
  readonly waiting: number
}

/** To be called before the client connects. */
export function watchConnections(client: MongoClient): () => ConnectionState {
  let reachable = false
  let [open, busy, waiting] = [0, 0, 0]
  client.on('topologyDescriptionChanged', ({ newDescription }) => {
    reachable = [...newDescription.servers.values()].some(({ isWritable }) => isWritable)
  })
  client.on('connectionCreated', () => void (open += 1))
  client.on('connectionClosed', () => void (open -= 1))
  client.on('connectionCheckOutStarted', () => void (waiting += 1))
  client.on('connectionCheckOutFailed', () => void (waiting -= 1))
  client.on('connectionCheckedOut', () => {
    waiting -= 1
    busy += 1
  })
  client.on('connectionCheckedIn', () => void (busy -= 1))
  return () => ({ reachable, busy, idle: Math.max(0, open - busy), waiting })
}
