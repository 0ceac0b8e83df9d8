import type { Role } from '@hegu/contract/identity.ts';
import type { ComponentProps } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useSession } from '../../../lib/session.ts';
import type { Page } from '../../../ui/page.tsx';
import { RolePage } from '../../../ui/sign-in.tsx';
import { SubNav } from '../../../ui/sub-nav.tsx';
import { admin } from './messages.ts';

/** Who sees which page; the server decides what they may do there. */
const pages = [
  { key: 'organisations', to: '/admin/organisations', for: ['admin', 'park', 'officer'] },
  { key: 'members', to: '/admin/members', for: ['admin', 'park', 'officer', 'facility', 'pi'] },
  { key: 'groups', to: '/admin/groups', for: ['admin', 'facility', 'pi'] },
  { key: 'projects', to: '/admin/projects', for: ['admin', 'pi'] },
  { key: 'audit', to: '/admin/audit', for: ['admin'] },
  { key: 'webhooks', to: '/admin/webhooks', for: ['admin'] },
  { key: 'jobs', to: '/admin/jobs', for: ['admin'] },
] as const satisfies readonly { readonly for: readonly Role[]; readonly key: string; readonly to: string }[];

export type AdminKey = (typeof pages)[number]['key'];

/** Whether the reader sees a page: its lists are asked for only then. */
export function useMaySee(page: AdminKey): boolean {
  const { has } = useSession();
  const found = pages.find((p) => p.key === page);
  return found !== undefined && has(...found.for);
}

/** A page of the administration: its navigation above it, and nothing of it for other roles. */
export function AdminPage({ page, ...props }: ComponentProps<typeof Page> & { page: AdminKey }) {
  const t = useT(admin);
  const { has } = useSession();
  const mine = pages.filter((p) => has(...p.for));
  return (
    <RolePage
      {...props}
      allowed={mine.some((p) => p.key === page)}
      nav={
        <SubNav label={t.counter} items={mine.map((p) => ({ key: p.key, label: t.nav[p.key], to: p.to }))} />
      }
      refusal={{ title: t.forbidden, text: t.forbiddenText }}
    />
  );
}
