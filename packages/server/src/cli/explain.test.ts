import { describe, expect, it } from 'vitest';
import { DatabaseUnfit } from '../platform/db/migrate.ts';
import { StoreError } from '../platform/files/index.ts';
import { explain } from './explain.ts';

const fault = (code: string, path?: string) =>
  Object.assign(new Error(`${code}: as the system says it`), {
    code,
    ...(path === undefined ? {} : { path }),
  });

describe('what a person is told', () => {
  it.each([
    [fault('ENOENT', 'a.xlsx'), '没有这个文件或目录：a.xlsx', 'No such file or folder: a.xlsx'],
    [
      fault('ENOENT', '/mnt/.a.tar.gz.4711.part'),
      '没有这个文件或目录：/mnt/a.tar.gz',
      'No such file or folder: /mnt/a.tar.gz',
    ],
    [fault('EISDIR'), '是目录，不是文件', 'This is a folder, not a file'],
    [new StoreError({ zh: '连不上', en: 'away' }, { misconfigured: false }), '连不上', 'away'],
    [new DatabaseUnfit('太旧', 'too old'), '太旧', 'too old'],
  ])('%s', (error, zh, en) => {
    expect(explain(error, 'zh')).toEqual({ text: zh, exit: 3 });
    expect(explain(error, 'en')).toEqual({ text: en, exit: 3 });
  });

  it('names the file and the account where a right is missing', () => {
    expect(explain(fault('EACCES', '/srv/a.xlsx'), 'zh').text).toMatch(
      /^没有权限打开文件 \/srv\/a\.xlsx（命令以 .+ 的身份运行/,
    );
  });

  it('a socket that is not there is the database, not a file', () => {
    expect(explain(fault('ENOENT'), 'en').text).toMatch(/^The database cannot be reached/);
  });
});
