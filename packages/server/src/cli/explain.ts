import { allErrors } from '@hegu/contract/all-errors.ts';
import { type ErrorDef, type Locale, renderMessage } from '@hegu/contract/errors.ts';
import { CommanderError } from 'commander';
import { ClockError } from '../platform/clock/index.ts';
import { BackupError } from '../platform/db/backup/index.ts';
import { DatabaseUnfit } from '../platform/db/migrate.ts';
import { DomainError } from '../platform/errors.ts';
import { StoreError } from '../platform/files/index.ts';
import { CliError, exitCode } from './io.ts';

/** What a person is told of an error, and how the command ends. */
export function explain(error: unknown, locale: Locale): { text: string; exit: number } {
  if (error instanceof CliError) return { text: error.words[locale], exit: error.exit };
  if (error instanceof DomainError) {
    const table: Readonly<Record<string, ErrorDef>> = allErrors;
    const lines = error.reasons.map((r) => {
      const def = table[r.code];
      return def ? `${renderMessage(def[locale], r.data, locale)} (${r.code})` : r.code;
    });
    return { text: lines.join('\n'), exit: exitCode.refused };
  }
  if (error instanceof CommanderError) return { text: usage(error, locale), exit: exitCode.usage };
  if (error instanceof BackupError) return { text: error.words[locale], exit: exitCode.refused };
  if (error instanceof StoreError || error instanceof DatabaseUnfit)
    return { text: error.words[locale], exit: exitCode.broken };
  if (error instanceof ClockError) return { text: error.message, exit: exitCode.refused };
  const { code, message, stack, path } = error as NodeJS.ErrnoException;
  const about = code === undefined ? undefined : files[code];
  // A folder is only noticed when it is read, by when its name is lost
  if (about && (path !== undefined || code === 'EISDIR'))
    return { text: about[locale](shownPath(path ?? '')), exit: exitCode.broken };
  if (code && unreachable.has(code))
    return {
      text:
        locale === 'zh'
          ? `连不上数据库或打不开文件：${message}`
          : `The database cannot be reached or a file cannot be opened: ${message}`,
      exit: exitCode.broken,
    };
  if (code === '42P01')
    return {
      text:
        locale === 'zh'
          ? `数据库里还没有合谷的表，请先运行 hegu db migrate（${message}）`
          : `The database has no tables of Hegu yet: run hegu db migrate first (${message})`,
      exit: exitCode.broken,
    };
  return { text: (process.env.HEGU_DEBUG && stack) || message || String(error), exit: exitCode.broken };
}

/** A backup is written beside its name until it is whole. */
const shownPath = (path: string) => path.replace(/(^|\/)\.([^/]+)\.\d+\.part$/, '$1$2');

/** Of a file that a command was to read or write. The account matters: `hegu` runs commands as its own user. */
const account = () => process.env.USER || process.env.LOGNAME || `uid ${process.getuid?.() ?? ''}`;
const files: Readonly<Record<string, Readonly<Record<Locale, (path: string) => string>>>> = {
  EACCES: {
    zh: (path) => `没有权限打开文件 ${path}（命令以 ${account()} 的身份运行，请换一个它能读写的目录）`,
    en: (path) =>
      `No right to open the file ${path} (this runs as ${account()}: use a folder it may read and write)`,
  },
  ENOENT: { zh: (path) => `没有这个文件或目录：${path}`, en: (path) => `No such file or folder: ${path}` },
  EISDIR: {
    zh: (path) => `${path} 是目录，不是文件`.trim(),
    en: (path) => `${path || 'This'} is a folder, not a file`,
  },
  EROFS: {
    zh: (path) => `此处只读，写不了 ${path}`,
    en: (path) => `Read-only here: ${path} cannot be written`,
  },
};

const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOENT',
  'EACCES',
  'EISDIR',
  'ENOSPC',
  'EROFS',
  '28P01',
  '28000',
  '3D000',
  '57P03',
]);

const mistakes: Readonly<Record<string, (what: string) => string>> = {
  'commander.unknownCommand': (what) => `没有命令 ${what}`,
  'commander.unknownOption': (what) => `没有选项 ${what}`,
  'commander.missingArgument': (what) => `缺少参数 ${what}`,
  'commander.missingMandatoryOptionValue': (what) => `缺少必填选项 ${what}`,
  'commander.optionMissingArgument': (what) => `选项 ${what} 后面要有值`,
  'commander.excessArguments': () => '参数太多',
  'commander.conflictingOption': (what) => `选项 ${what} 与另一选项不能同时使用`,
};

function usage(error: CommanderError, locale: Locale): string {
  const english = error.message.replace(/^error: /, '');
  const what = /'([^']+)'/.exec(english)?.[1] ?? '';
  const chinese = mistakes[error.code]?.(what);
  return locale === 'zh' && chinese ? `${chinese}（加 --help 查看用法）` : english;
}
