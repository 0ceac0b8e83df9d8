import { defineMessages } from '../../i18n/messages.ts';

/** Single sign-on: its button, why it came to nothing (`?error=`), and joining it to an account. */
export const ssoWords = defineMessages(
  {
    plain: '单点登录',
    button: (name: string) => `用${name}登录`,
    or: '或',
    failed: (name: string) => `没能用${name}登录`,
    linkFailed: (name: string) => `没能绑定${name}`,
    why: {
      access_denied: '您在对方页面取消了登录。需要时再试一次。',
      state_mismatch: '登录页面已过期，或不是在这个浏览器里打开的。请再试一次。',
      account_not_linked:
        '这个邮箱在本平台已有账户。请先用密码登录，再到“我的账户”里绑定，以后就能直接登录。',
      signup_disabled: '本平台不为新来的人自动开户。请向管理员要一个账户，登录后在“我的账户”里绑定。',
      account_already_linked_to_different_user:
        '这个身份已绑定本平台的另一个账户。一个身份只能绑定一个账户。',
      invalid_code: '对方没有认可这次登录。请再试一次。',
      unable_to_get_user_info: '对方没有说明您是谁，或说法不可信。请再试一次；总是这样请告诉管理员。',
      unable_to_link_account: '绑定时登录已退出。请重新登录后再试。',
      sign_in_locked: '连续登录失败过多，已暂停登录。请过一刻钟再试。',
      provider_not_found: '现在连不上对方的服务。请稍后再试，或用密码登录。',
    },
    other: '对方没有完成登录。请再试一次；总是这样请告诉管理员。',
    title: '单点登录',
    hint: (name: string) => `绑定${name}后，不输密码也能登录。`,
    linked: (name: string, since: string) => `已绑定${name}（${since}）。`,
    link: (name: string) => `绑定${name}`,
    unlink: '解除绑定',
    unlinkText: '以后只能用密码登录。',
    lastWay: '这是您唯一的登录方式。请先设一个密码，再解除绑定。',
    notFresh: '登录已超过一天。请退出、重新登录后再解除绑定。',
    noPassword: (name: string) => `您用${name}登录，没有设密码。`,
    setPassword: '用邮件设一个密码',
  },
  {
    plain: 'single sign-on',
    button: (name) => `Sign in with ${name}`,
    or: 'or',
    failed: (name) => `Signing in with ${name} did not work`,
    linkFailed: (name) => `Linking ${name} did not work`,
    why: {
      access_denied: 'You cancelled signing in there. Try again whenever you like.',
      state_mismatch: 'The sign-in has expired or was begun in another browser. Please try again.',
      account_not_linked:
        'This e-mail address has an account here already. Sign in with your password, then link it under “My account”; from then on you can sign in directly.',
      signup_disabled:
        'Newcomers get no account by themselves here. Ask an administrator for one, sign in, and link it under “My account”.',
      account_already_linked_to_different_user:
        'This identity is linked to another account here. An identity belongs to one account.',
      invalid_code: 'The other side did not confirm this sign-in. Please try again.',
      unable_to_get_user_info:
        'The other side did not say who you are, or not credibly. Please try again; tell an administrator if it stays so.',
      unable_to_link_account: 'You were signed out meanwhile. Sign in and try again.',
      sign_in_locked: 'Too many failed sign-ins; signing in is paused. Try again in a quarter of an hour.',
      provider_not_found:
        'The other side cannot be reached now. Try again later, or sign in with your password.',
    },
    other:
      'The other side did not complete the sign-in. Please try again; tell an administrator if it stays so.',
    title: 'Single sign-on',
    hint: (name) => `With ${name} linked you can sign in without a password.`,
    linked: (name, since) => `${name} is linked (${since}).`,
    link: (name) => `Link ${name}`,
    unlink: 'Unlink',
    unlinkText: 'From then on you sign in with your password only.',
    lastWay: 'This is your only way to sign in. Set a password first, then unlink.',
    notFresh: 'You signed in more than a day ago. Sign out and in again, then unlink.',
    noPassword: (name) => `You sign in with ${name} and have no password.`,
    setPassword: 'Set a password by e-mail',
  },
);

type Why = keyof typeof ssoWords.zh.why;

/** The library spells some codes in more than one way. */
export const whyOf = (code: string): Why | null => {
  const plain = code.toLowerCase().replace(/^auth\.|^oauth_/g, '');
  const known =
    plain === 'state_not_found' || plain === 'please_restart_the_process' ? 'state_mismatch' : plain;
  return Object.hasOwn(ssoWords.zh.why, known) ? (known as Why) : null;
};
