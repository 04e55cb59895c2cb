import { useEffect, useState } from 'react'

const EVERY_MS = 10_000

/** Milliseconds since 1970, as of a few seconds ago: what is said of it does not get old. */
export function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return nowMs
}
