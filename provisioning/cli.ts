#!/usr/bin/env node
// The entry point of the program connect-whatsapp.
import * as nodeModule from 'node:module'

// A short command spends most of its time loading modules. Node's compile cache shortens this time:
// it stores compiled code in the machine's folder for temporary files. The call is optional,
// because Node 20 does not have this function.
nodeModule.enableCompileCache?.()
await import('./cli/main.ts')
