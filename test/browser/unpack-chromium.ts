// Runs before the browser tests. The Chromium that `npm ci` installs unpacks itself at its first
// use, and two workers must not unpack Chromium at the same time.
import chromium from '@sparticuz/chromium'

export default async function setup(): Promise<void> {
  await chromium.executablePath()
}
