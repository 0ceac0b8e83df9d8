/** How long the link in the mail works. */
export const resetValidSeconds = 3600;

export interface ResetMail {
  readonly subject: string;
  readonly text: string;
}

export interface ResetRequest {
  /**
   * What the person signs in with. Never their display name: anybody may sign up with somebody else's address and a name
   * that is an advertisement, which the valley would then send.
   */
  readonly account: string;
  /** Network address the request came from, when known. */
  readonly address: string | null;
  /** Where people reach the valley, without a slash at the end. */
  readonly origin: string;
  readonly token: string;
  readonly locale: 'zh' | 'en';
}

/** The page that takes the new password. */
export const resetLink = (origin: string, token: string): string =>
  `${origin.replace(/\/+$/, '')}/reset-password?token=${encodeURIComponent(token)}`;

/** The mail with the link: for which account, who asked, how long it is good for, and that doing nothing changes nothing. */
export function resetMail(request: ResetRequest): ResetMail {
  const link = resetLink(request.origin, request.token);
  const minutes = resetValidSeconds / 60;
  const { account, address } = request;
  if (request.locale === 'en') {
    return {
      subject: 'Hegu: set a new password',
      text: [
        `Somebody${address ? `, at the network address ${address},` : ''} asked at ${request.origin} for a new password for the account ${account}. If that was you, set it here:`,
        link,
        `The link works once and for ${minutes} minutes. Afterwards every device that is signed in is signed out.`,
        'If it was not you, do nothing: your password stays as it is. Do not pass the link on to anybody.',
        '',
      ].join('\n\n'),
    };
  }
  return {
    subject: '合谷：重设密码',
    text: [
      `有人${address ? `（网络地址 ${address}）` : ''}在 ${request.origin} 为账户 ${account} 申请重设密码。如果是您本人，请打开下面的链接设置新密码：`,
      link,
      `链接 ${minutes} 分钟内有效，只能用一次。改好之后，所有已登录的设备都要重新登录。`,
      '如果不是您本人，不用理会这封邮件，密码不会改变。请不要把链接转给任何人。',
      '',
    ].join('\n\n'),
  };
}
