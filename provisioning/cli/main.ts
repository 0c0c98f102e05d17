// Runs the command line with the arguments, streams and exit code of this process.
import { commands } from '../commands/commands.ts'
import { runCommandLine } from './application.ts'
import { thisHost } from './host.ts'

// If the reader of a pipe stops early ("connect-whatsapp plan | head"), the rest of the output is
// discarded, and the command finishes its work.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

process.exitCode = await runCommandLine(commands, process.argv.slice(2), {
  process,
  host: thisHost,
})
