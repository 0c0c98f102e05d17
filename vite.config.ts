// The browser side: `vite build` makes the widget's host pages and the supervisors' page in
// dist/widget, as they are shipped. The sandbox builds them the same way, and its own pages with `--mode sandbox`
// (test/sandbox/build-pages.ts). Tests are configured here too.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { build as bundle } from 'esbuild'
import type { Plugin, UserConfig } from 'vite'
import { defineConfig } from 'vitest/config'
import english from './agent-widget/i18n/en.json' with { type: 'json' }
import spanish from './agent-widget/i18n/es.json' with { type: 'json' }
import portuguese from './agent-widget/i18n/pt.json' with { type: 'json' }
import packageJson from './package.json' with { type: 'json' }
import { LongestFirst } from './test/runner/longest-first.ts'
import { isSecondTier } from './test/tier.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const pages = {
  widget: {
    root: at('agent-widget'),
    outDir: at('dist/widget'),
    input: {
      ccp: at('agent-widget/ccp.html'),
      'agent-workspace': at('agent-widget/agent-workspace.html'),
      supervisor: at('agent-widget/supervisor.html'),
      embed: at('agent-widget/hosts/embed.ts'),
    },
  },
  /** Not shipped. */
  gallery: {
    root: at('agent-widget/gallery'),
    outDir: at('dist/gallery'),
    input: { index: at('agent-widget/gallery/index.html') },
  },
  sandbox: {
    root: at('test/sandbox/pages'),
    outDir: at('dist/pages'),
    input: Object.fromEntries(
      ['index', 'ccp', 'workspace', 'probe'].map((page) => [
        page,
        at(`test/sandbox/pages/${page}.html`),
      ]),
    ),
  },
}

/**
 * Builds the page that the identity provider returns to. Its script is one file with a fixed name
 * that imports nothing, because pages of other origins load it too.
 */
const returnPage: Plugin = {
  name: 'return-page',
  async generateBundle() {
    const { outputFiles } = await bundle({
      entryPoints: [at('agent-widget/hosts/sign-in-page.ts')],
      bundle: true,
      write: false,
      format: 'iife',
      target: 'es2022',
      minify: true,
      define: {
        RETURN_PAGE_TEXTS: JSON.stringify({
          en: english.returnPage,
          es: spanish.returnPage,
          pt: portuguese.returnPage,
        }),
      },
    })
    this.emitFile({ type: 'asset', fileName: 'sign-in.js', source: outputFiles[0]!.text })
    const source = await readFile(at('agent-widget/sign-in.html'))
    this.emitFile({ type: 'asset', fileName: 'sign-in.html', source })
  },
}

/** The texts that a page needs before it can load any other. */
const failureTexts = ({ pageFailure, blockedByPolicy }: typeof english) => ({
  ...pageFailure,
  blockedByPolicy,
})

/** What every build of pages has in common. */
const browser: UserConfig = {
  // Wherever the pages are put, their files are beside them.
  base: './',
  plugins: [react()],
  define: {
    WIDGET_VERSION: JSON.stringify(packageJson.version),
    PAGE_FAILURE_TEXTS: JSON.stringify({
      en: failureTexts(english),
      es: failureTexts(spanish),
      pt: failureTexts(portuguese),
    }),
  },
  // `contact` and `app` each bring a copy of `core`; a provider made with one is unknown to the
  // other.
  resolve: { dedupe: ['@amazon-connect/core'] },
}

/**
 * A file named *.all.test.ts multiplies what another one claims (more seeds, every combination) and
 * runs in `npm run test:all` only.
 */
const SECOND_TIER = 'test/**/*.all.test.{ts,tsx}'

const shared = {
  // Limits, not waits: far above what a test takes, for machines that are slow for a while.
  testTimeout: 90_000,
  hookTimeout: 90_000,
  // Every file stops what it started; what they import (the AWS SDK, the sandbox) is then loaded
  // once for each worker.
  isolate: false,
  exclude: isSecondTier ? [] : [SECOND_TIER],
}

const tests = {
  sequence: { sequencer: LongestFirst },
  // Most files start a whole sandbox, some a browser too, and often wait for them: two cores carry
  // three. Each further worker costs several CPU seconds to load everything.
  maxWorkers: 3,
  projects: [
    {
      test: {
        ...shared,
        name: 'browser',
        include: ['test/browser/**/*.test.{ts,tsx}'],
        globalSetup: 'test/browser/unpack-chromium.ts',
        // A limit as well: what is right is seen at once, also where a page has just been loaded.
        expect: { poll: { timeout: 20_000, interval: 100 } },
        // A loaded machine may make a browser late once; what is wrong fails twice. What passed
        // only then is printed at the end (test/runner/retried.ts).
        retry: process.env.CI ? 1 : 0,
      },
    },
    {
      test: {
        ...shared,
        name: 'rest',
        include: ['test/**/*.test.{ts,tsx}'],
        exclude: [...shared.exclude, 'test/browser/**', 'test/firefox/**'],
        setupFiles: 'test/runner/seed.ts',
      },
    },
    {
      // Needs an installed Firefox: `npm run test:firefox`.
      test: { ...shared, name: 'firefox', include: ['test/firefox/**/*.test.ts'] },
    },
    {
      // Part of `rest`, and alone for `npm run test:remote`: test/sandbox-tests/contract/endpoint.ts.
      test: { ...shared, name: 'contract', include: ['test/sandbox-tests/contract/**/*.test.ts'] },
    },
  ],
}

export default defineConfig(({ command, mode }) => {
  if (mode === 'gallery' && command === 'serve')
    return { ...browser, root: pages.gallery.root, server: { open: true } }
  if (command === 'serve') {
    return { test: tests }
  }
  const { root, outDir, input } = pages[mode === 'sandbox' || mode === 'gallery' ? mode : 'widget']
  return {
    ...browser,
    plugins: [...browser.plugins!, ...(pages.widget.root === root ? [returnPage] : [])],
    root,
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      // The pages' content security policy allows no inline script.
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1500,
      rollupOptions: {
        input,
        // `embed.js` is imported by other people's pages: by its name, for what it exports.
        preserveEntrySignatures: 'exports-only',
        output: {
          entryFileNames: ({ name }) => (name === 'embed' ? 'embed.js' : 'assets/[name]-[hash].js'),
        },
      },
    },
  }
})
