// Before the browser tests: the Chromium that `npm ci` brings unpacks itself at its first use. With
// several workers one of them could otherwise start a file that another is still writing.
import chromium from '@sparticuz/chromium'

export default async function setup(): Promise<void> {
  await chromium.executablePath()
}
