export { EmbeddedMongoError, type EmbeddedMongoErrorCode } from './embedded-errors.ts'
export {
  type EmbeddedMongo,
  type EmbeddedMongoOptions,
  startEmbeddedMongo,
} from './embedded-mongo.ts'
