import { usageOf } from './usage.ts'

const LOOK_MS = 25

/** The most memory that a process held while something was done, bytes; NaN where nobody can tell. */
export async function mostResident(pid: number, work: () => Promise<void>): Promise<number> {
  let most = Number.NaN
  const look = async (): Promise<void> => {
    const { residentBytes = Number.NaN } = (await usageOf(pid)) ?? {}
    most = most > residentBytes ? most : residentBytes
  }
  const timer = setInterval(() => void look(), LOOK_MS)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  await look()
  return most
}
