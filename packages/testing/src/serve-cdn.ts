/**
 * The CDN as a program, for tests in packages that may not use this one: `serve-cdn.ts <root> <origin
 * of the API>` writes where it is, or that there is no nginx, and ends when its input does.
 */
import { findNginx } from './processes/find-nginx.ts'
import { startCdnProcess } from './servers/cdn-process.ts'

const [root = '', apiOrigin = ''] = process.argv.slice(2)
const nginx = await findNginx()
if (nginx === null) {
  console.log('none')
} else {
  const cdn = await startCdnProcess(nginx, { root, apiOrigin })
  console.log(cdn.origin)
  process.stdin.resume().once('end', () => void cdn.stop())
}
