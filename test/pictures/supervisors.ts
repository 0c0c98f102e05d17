// `npm run pictures` takes the pictures of agent-widget/SUPERVISORS.md in the sandbox.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../provisioning/stack/build.ts'
import { SOON } from '../browser/harness.ts'
import { openHarness } from '../browser/widget/harness.ts'
import { prepare, scenes } from './scenes.ts'

const SIZE = { width: 1000, height: 700 }

const folder = process.argv[2] ?? join(root, 'agent-widget/pictures')
await mkdir(folder, { recursive: true })
const harness = await openHarness()
try {
  await prepare(harness)
  await harness.become('jonas')
  const page = await harness.open(
    { viewport: SIZE, locale: 'en-US', timezoneId: 'UTC', colorScheme: 'light' },
    `${harness.sandbox.urls.page}widget/supervisor.html`,
  )
  await page.getByRole('button', { name: /^Account/ }).click(SOON)
  await page.getByRole('option', { name: /Lighthouse Repairs/ }).click()
  for (const { name, tab, show } of scenes) {
    await page.getByRole('tab', { name: tab }).click()
    await page.getByRole('tabpanel').getByRole('listitem').first().waitFor(SOON)
    await show?.(page)
    // Moves the mouse away, so that the picture contains no tooltip.
    await page.mouse.move(0, 0)
    const end = await page.getByText('About', { exact: true }).last().boundingBox()
    const height = Math.min(SIZE.height, Math.ceil(end!.y + end!.height) + 16)
    const clip = { x: 0, y: 0, width: SIZE.width, height }
    await page.screenshot({ path: join(folder, `${name}.png`), clip, animations: 'disabled' })
    await page.keyboard.press('Escape')
  }
} finally {
  await harness.close()
}
