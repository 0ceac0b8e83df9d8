import { platformNotices } from './notices.ts';

/** Every kind of notice of the product: the words that the app and the mail share. Each counter adds its own. */
export const allNotices = { ...platformNotices };

export type NoticeKind = keyof typeof allNotices;
