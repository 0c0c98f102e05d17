// Runs before the browser tests, because the Chromium that `npm ci` installs unpacks itself at its
// first use. Without this step, one worker could start a file that another worker is still writing.
import chromium from '@sparticuz/chromium'

export default async function setup(): Promise<void> {
  await chromium.executablePath()
}
