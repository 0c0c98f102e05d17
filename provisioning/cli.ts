#!/usr/bin/env node
// The entry point of the program connect-whatsapp.
import * as nodeModule from 'node:module'

// A short command spends most of its time loading modules. From the next import on, Node keeps the
// compiled code in the machine's folder for temporary files. Node 20 has no such cache.
nodeModule.enableCompileCache?.()
await import('./cli/main.ts')
