import { runCommandLine } from './commands/command-line.ts'

// A reader that has seen enough (`| head`) closes the pipe; what is left to print is then nobody's loss.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await runCommandLine(process.argv.slice(2))
