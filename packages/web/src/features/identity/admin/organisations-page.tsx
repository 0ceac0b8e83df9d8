import {
  decideOrganisation,
  listOrganisations,
  type Organisation,
  OrganisationKind,
  OrganisationStatus,
  Tier,
} from '@hegu/contract/identity.ts';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, named, useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { StatusTag, type Tone } from '../../../ui/status-tag.tsx';
import { join } from '../join/messages.ts';
import styles from './admin.module.css';
import { AdminPage, useMaySee } from './admin-page.tsx';
import { PagedTable } from './form-parts.tsx';
import { admin as words } from './messages.ts';
import { ChoiceField, SearchField } from './search-field.tsx';

const tones: Record<Organisation['status'], Tone> = {
  applied: 'wait',
  active: 'act',
  refused: 'calm',
  suspended: 'wrong',
};

/** 入驻: who asks to join, who has joined. Applications are shown first. */
export function OrganisationsPage() {
  const t = useT(words);
  const j = useT(join);
  const locale = useLocale();
  const format = useFormat();
  const { has } = useSession();
  const search = useSearch({ from: '/admin/organisations' });
  const navigate = useNavigate({ from: '/admin/organisations' });
  const set = (next: Partial<typeof search>) =>
    void navigate({ search: { ...search, ...next }, replace: true });
  const status = OrganisationStatus.options.find((s) => s === search.status);
  const kind = OrganisationKind.options.find((k) => k === search.kind);
  const pages = useRoutePages(
    listOrganisations,
    {
      query: {
        limit: 50,
        ...(search.q ? { q: search.q } : {}),
        ...(status ? { status } : {}),
        ...(kind ? { kind } : {}),
      },
    },
    { enabled: useMaySee('organisations') },
  );
  const columns: readonly Column<Organisation>[] = [
    {
      key: 'name',
      title: t.name,
      card: 'title',
      render: (o) => (
        <>
          {localName(o, locale)}
          <div className={styles.hint}>{o.address ?? ''}</div>
        </>
      ),
    },
    {
      key: 'code',
      title: t.creditCode,
      card: 'subtitle',
      render: (o) => <code className={styles.code}>{o.creditCode}</code>,
    },
    { key: 'kind', title: t.kind, render: (o) => j.kinds[o.kind] ?? o.kind },
    { key: 'tier', title: t.tier, render: (o) => t.tiers[o.tier] ?? o.tier },
    { key: 'since', title: t.since, render: (o) => format.date(o.createdAt) },
    {
      key: 'status',
      title: t.status,
      card: 'corner',
      render: (o) => <StatusTag tone={tones[o.status]}>{j.status[o.status]}</StatusTag>,
    },
    {
      key: 'actions',
      title: '',
      align: 'end',
      card: 'actions',
      render: (o) => o.status === 'applied' && has('admin', 'park') && <Decide organisation={o} />,
    },
  ];
  return (
    <AdminPage page="organisations" title={t.organisations} lead={t.organisationsLead}>
      <div className={styles.filters}>
        <SearchField label={t.search} value={search.q ?? ''} onChange={(q) => set({ q: q || undefined })} />
        <ChoiceField
          label={t.allStatus}
          value={status ?? ''}
          options={OrganisationStatus.options.map((s) => ({ value: s, label: j.status[s] ?? s }))}
          onChange={(value) => set({ status: value || undefined })}
        />
        <ChoiceField
          label={t.allKinds}
          value={kind ?? ''}
          options={OrganisationKind.options.map((k) => ({ value: k, label: j.kinds[k] ?? k }))}
          onChange={(value) => set({ kind: value || undefined })}
        />
      </div>
      <PagedTable
        pages={pages}
        label={t.organisations}
        columns={columns}
        rows={pages.items?.toSorted(
          (a, b) => Number(b.status === 'applied') - Number(a.status === 'applied'),
        )}
        rowKey={(o) => o.id}
        tone={(o) => (o.status === 'applied' ? 'wait' : undefined)}
        empty={
          status === 'applied' ? (
            <Empty icon="check" title={t.noApplications}>
              {t.noApplicationsHint}
            </Empty>
          ) : (
            <Empty icon="search" title={t.noOrganisations} />
          )
        }
      />
    </AdminPage>
  );
}

function Decide({ organisation }: { organisation: Organisation }) {
  const t = useT(words);
  const locale = useLocale();
  const [tier, setTier] = useState(organisation.tier);
  const decide = useRouteMutation(decideOrganisation);
  const params = { id: organisation.id };
  return (
    <span className={styles.row}>
      <ConfirmButton
        title={named(t.admit, localName(organisation, locale), locale)}
        confirmLabel={t.admit}
        consequence={
          <div className={styles.stack}>
            <p>{t.admitText}</p>
            <p>
              {t.creditCode} <code className={styles.code}>{organisation.creditCode}</code>
            </p>
            <ChoiceField
              label={t.tier}
              value={tier}
              options={Tier.options.map((x) => ({ value: x, label: t.tiers[x] ?? x }))}
              onChange={(value) => setTier(Tier.options.find((x) => x === value) ?? 'enterprise')}
            />
          </div>
        }
        onConfirm={() => decide.mutateAsync({ params, body: { decision: 'admit', tier } })}
      >
        {t.admit}
      </ConfirmButton>
      <ConfirmButton
        look="quiet"
        title={named(t.refuse, localName(organisation, locale), locale)}
        confirmLabel={t.refuse}
        confirmLook="wrong"
        consequence={t.refuseText}
        reason={{ label: t.reason, required: true }}
        onConfirm={(reason) => decide.mutateAsync({ params, body: { decision: 'refuse', reason } })}
      >
        {t.refuse}
      </ConfirmButton>
    </span>
  );
}
