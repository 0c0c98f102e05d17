// Starts the sandbox's HTTP server for AWS calls (the front door) with only the services that these
// tests need.
import { afterAll } from 'vitest'
import { type Aws, createAws } from '../../sandbox/aws/api.ts'
import { type FrontDoor, startFrontDoor } from '../../sandbox/aws/front-door.ts'
import { type Clock, createClock, installClock } from '../../sandbox/clock.ts'
import type { Service } from '../../sandbox/service.ts'

export const account = '111122223333'
export const region = 'us-east-1'

export interface Started {
  clock: Clock
  door: FrontDoor
  aws: Aws
  /** The settings for an SDK client whose caller is an administrator. */
  client: {
    region: string
    endpoint: string
    credentials: { accessKeyId: string; secretAccessKey: string }
    maxAttempts: number
  }
}

/** Starts the front door for a test file, and stops it after the last test. */
export async function started(services: readonly Service[] = []): Promise<Started> {
  const clock = createClock()
  const uninstall = installClock(clock.offset)
  const door = await startFrontDoor({ port: 0, clock, account, region, services })
  const aws = createAws(door)
  afterAll(async () => {
    await door.close()
    clock.stop()
    uninstall()
  })
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' }
  return { clock, door, aws, client: { region, endpoint: door.url, credentials, maxAttempts: 1 } }
}
