import type { Locale } from '@hegu/contract/errors.ts';
import { Command as Commander, CommanderError } from 'commander';
import { auditCommands } from './commands/audit.ts';
import { backupCommands } from './commands/backup.ts';
import { catalogueCommands } from './commands/catalogue.ts';
import { databaseCommands } from './commands/database.ts';
import { demoCommands } from './commands/demo.ts';
import { instrumentCommands } from './commands/instruments.ts';
import { keyCommands } from './commands/keys.ts';
import { memberCommands } from './commands/members.ts';
import { organisationCommands } from './commands/organisations.ts';
import { userCommands } from './commands/users.ts';
import { valleyCommands } from './commands/valleys.ts';
import { explain } from './explain.ts';
import { exitCode, type Io, localeOf, version, type Words } from './io.ts';
import { openSession, type Session } from './session.ts';

/** What a file of commands is given to add its own. */
export interface Room {
  readonly program: Commander;
  readonly t: (words: Words) => string;
  /** A new command of `parent` with a description. */
  add(parent: Commander, usage: string, words: Words): Commander;
  /** Runs with an open session; what it returns is the exit code, nothing meaning done. */
  action<A extends unknown[]>(
    run: (session: Session, ...args: A) => Promise<number | undefined>,
  ): (...args: A) => Promise<void>;
}

const titles: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Options:': '选项：',
  'Commands:': '命令：',
  'Arguments:': '参数：',
  'Global Options:': '通用选项：',
};

/** Runs one `hegu …`. @returns its exit code; prints what there is to say, never throws. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const locale = localeOf(argv, io.env);
  let exit: number = exitCode.done;
  const program = build(io, locale, (code) => {
    exit = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCode.done;
    if (error instanceof CommanderError && error.code === 'commander.help') return exitCode.usage;
    const { text, exit: code } = explain(error, locale);
    io.stderr.write(`${text}\n`);
    return code;
  }
}

function build(io: Io, locale: Locale, ended: (code: number) => void): Commander {
  const t = (words: Words) => words[locale];
  const style = (command: Commander) =>
    command
      .exitOverride()
      .configureOutput({
        writeOut: (text) => void io.stdout.write(text),
        // Help that stands in for an error is for stderr; errors themselves are explained by `run`.
        writeErr: (text) => void io.stderr.write(text),
        outputError: () => {},
      })
      .configureHelp({ styleTitle: (title) => (locale === 'zh' ? (titles[title] ?? title) : title) })
      .helpOption('-h, --help', t({ zh: '显示帮助', en: 'show help' }));
  const program = style(new Commander('hegu'))
    .description(
      t({
        zh: '合谷的管理命令：建谷、用户与机构、仪器导入导出、备份与校验。',
        en: 'Runs a Hegu deployment: valleys, people, organisations, instruments, backups and proofs.',
      }),
    )
    .version(version, '-V, --version', t({ zh: '显示版本', en: 'show the version' }))
    .option('--lang <zh|en>', t({ zh: '界面语言（也可设 HEGU_LANG）', en: 'language (or HEGU_LANG)' }))
    .helpCommand('help [command]', t({ zh: '显示某个命令的帮助', en: 'show the help of a command' }));
  program.addHelpText(
    'after',
    `\n${t({
      zh: '数据库取自 DATABASE_URL；未设时用 HEGU_DATA（默认 .hegu）中的内置 PostgreSQL。\n退出码：0 完成 · 1 被拒绝或校验不通过 · 2 命令写错 · 3 数据库或文件不可用',
      en: 'The database is DATABASE_URL, or else the embedded PostgreSQL in HEGU_DATA (default .hegu).\nExit codes: 0 done · 1 refused or a check failed · 2 mistyped · 3 database or file unavailable',
    })}\n`,
  );
  const room: Room = {
    program,
    t,
    add(parent, usage, words) {
      const command = style(parent.command(usage)).description(t(words));
      if (!usage.includes(' ')) command.helpCommand(false);
      return command;
    },
    action:
      (runIt) =>
      async (...args) => {
        const session = openSession(io, locale);
        try {
          ended((await runIt(session, ...args)) ?? exitCode.done);
        } finally {
          await session.close();
        }
      },
  };
  for (const addCommands of [
    valleyCommands,
    userCommands,
    organisationCommands,
    memberCommands,
    keyCommands,
    instrumentCommands,
    catalogueCommands,
    auditCommands,
    backupCommands,
    databaseCommands,
    demoCommands,
  ])
    addCommands(room);
  return program;
}
