import { type ErrorData, type Reason, renderMessage } from '@hegu/contract/errors.ts';
import { identityErrors } from '@hegu/contract/identity.ts';
import { type Locale, useLocale } from '../../i18n/locale.ts';

const known: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  ...identityErrors,
  'request.invalid': {
    zh: '有一项填得不对：姓名和用户名最多 60 个字，邮箱最多 254 个字符。',
    en: 'One of the fields is not right: a name or username has at most 60 characters, an e-mail address 254.',
  },
  invalid_email: { zh: '邮箱地址不对。', en: 'This is no e-mail address.' },
  username_is_invalid: {
    zh: '用户名只能用字母、数字、下划线和点。',
    en: 'A username has letters, digits, underscores and dots only.',
  },
  username_is_too_short: { zh: '用户名太短。', en: 'The username is too short.' },
  username_is_too_long: { zh: '用户名太长。', en: 'The username is too long.' },
  password_too_short: identityErrors['password.too_weak'],
  password_too_long: { zh: '密码太长。', en: 'The password is too long.' },
};

export function authWord(code: string, locale: Locale, data: ErrorData = {}): string | undefined {
  const template = known[code.replace(/^auth\./, '')]?.[locale];
  return template === undefined ? undefined : renderMessage(template, data, locale);
}

/** For `<ProblemView words>`: what the sign-in part refuses comes as a code, and in English only. */
export function useAuthWords(): (reason: Reason) => string | undefined {
  const locale = useLocale();
  return (reason) => authWord(reason.code, locale, reason.data);
}
