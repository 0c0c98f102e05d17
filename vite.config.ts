// The browser side: `vite build` makes the widget's two host pages in dist/widget, as they are shipped. The sandbox builds
// them the same way, and its own pages with `--mode sandbox` (test/sandbox/build-pages.ts). Tests are configured here too.
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import type { UserConfig } from 'vite'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/runner/longest-first.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const pages = {
  widget: {
    root: at('agent-widget'),
    outDir: at('dist/widget'),
    input: {
      ccp: at('agent-widget/ccp.html'),
      'agent-workspace': at('agent-widget/agent-workspace.html'),
      'sign-in': at('agent-widget/sign-in.html'),
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

/** What every build of pages has in common. */
const browser: UserConfig = {
  // Wherever the pages are put, their files are beside them.
  base: './',
  plugins: [react()],
  // `contact` and `app` each bring a copy of `core`; a provider made with one is unknown to the other.
  resolve: { dedupe: ['@amazon-connect/core'] },
}

export default defineConfig(({ command, mode }) => {
  if (mode === 'gallery' && command === 'serve')
    return { ...browser, root: pages.gallery.root, server: { open: true } }
  if (command === 'serve') {
    return {
      test: {
        include: ['test/**/*.test.{ts,tsx}'],
        testTimeout: 30_000,
        hookTimeout: 30_000,
        // Every file stops what it started; what they import (the AWS SDK, the sandbox) is then loaded once for each worker.
        isolate: false,
        sequence: { sequencer: LongestFirst },
        // Most files start a whole sandbox, some a browser too, and wait for them half of the time: two cores carry four.
        maxWorkers: 4,
        // A loaded machine may make a browser late once; what is wrong fails twice.
        retry: process.env.CI ? 1 : 0,
      },
    }
  }
  const { root, outDir, input } = pages[mode === 'sandbox' || mode === 'gallery' ? mode : 'widget']
  return {
    ...browser,
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
