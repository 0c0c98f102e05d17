#!/usr/bin/env node
// The program connect-whatsapp.
import * as nodeModule from 'node:module'

// Most of the time of a short command goes into loading modules. Node keeps the compiled code in the
// machine's folder for temporary files, from the next import on. Node 20 has no such cache.
nodeModule.enableCompileCache?.()
await import('./cli/main.ts')
