import { labsNotices } from './labs/notices.ts';
import { platformNotices } from './notices.ts';
import { policyNotices } from './policy/notices.ts';
import { voucherNotices } from './voucher/notices.ts';

/** Every kind of notice of the product: the words that the app and the mail share. Each counter adds its own. */
export const allNotices = { ...platformNotices, ...labsNotices, ...voucherNotices, ...policyNotices };

export type NoticeKind = keyof typeof allNotices;
