// The Connect theme is our own stylesheet, generated from the package @amazon-connect/theme. The
// package itself can only apply the theme while the page runs. That would cost 100 kB of
// JavaScript, and a strict content security policy would refuse the styles.
import { readFileSync } from 'node:fs'
import { build } from 'esbuild'
import { expect, it } from 'vitest'

const FILE = 'agent-widget/connect-theme.css'

const GENERATOR = `
import { generateThemeStylesheet } from '@cloudscape-design/components/theming'
import { buildTheme } from '@amazon-connect/theme/lib-esm/build-theme.js'
import { CONNECT_OVERRIDES } from '@amazon-connect/theme/lib-esm/connect-overrides.js'
export const css = generateThemeStylesheet({ theme: buildTheme(CONNECT_OVERRIDES) })
`

/** Removes differences that come from the formatter: whitespace, and the case of colors. */
const plain = (css: string) =>
  css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, '')
    .replace(/;}/g, '}')
    .toLowerCase()

it(`${FILE} equals the Connect theme of the installed libraries (UPDATE_THEME=1 updates the file)`, async () => {
  const { outputFiles } = await build({
    stdin: { contents: GENERATOR, resolveDir: '.' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  })
  const { css } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0]!.contents).toString('base64')}`
  )
  if (process.env.UPDATE_THEME) {
    const { writeFileSync } = await import('node:fs')
    writeFileSync(
      FILE,
      `/* Generated: test/agent-widget/connect-theme.test.ts says how and why. */\n${css}`,
    )
  }

  expect(plain(readFileSync(FILE, 'utf8'))).toBe(plain(css))
})
