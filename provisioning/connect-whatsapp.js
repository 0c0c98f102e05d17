#!/usr/bin/env node
// What npm links as `connect-whatsapp`. A clone runs its sources; a package runs what was built from
// them, because Node strips no types below node_modules.
import { existsSync } from 'node:fs'

const sources = new URL('./cli.ts', import.meta.url)
const built = new URL('../dist/cli/cli.js', import.meta.url)
await import((existsSync(sources) ? sources : built).href)
