import { run } from './cli/program.ts';

/** `hegu …`: the command line of a deployment (docs/operators/commands.md). */
process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  tty: process.stderr.isTTY === true,
});
