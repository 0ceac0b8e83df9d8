import * as credentials from '@hegu/contract/credentials.ts';
import * as contract from '@hegu/contract/identity.ts';
import * as platform from '@hegu/contract/platform.ts';
import type { Temporal } from 'temporal-polyfill';
import { type Bound, read, write } from '../http/route.ts';
import * as groups from './groups/service.ts';
import * as own from './keys/service.ts';
import * as members from './members/service.ts';
import * as organisations from './organisations/service.ts';
import { listValleys } from './store.ts';

/** Sessions are dated by the real clock even where the valley's stands still. */
export const identityRoutes = (realNow: () => Temporal.Instant, settings: own.Settings): Bound[] => [
  read(platform.listValleys, async (q) => ({
    items: (await listValleys(q.tx)).map((v) => ({
      slug: v.slug,
      nameZh: v.name_zh,
      nameEn: v.name_en,
      zone: v.zone,
      demo: v.demo,
      isDefault: v.is_default,
    })),
  })),
  read(contract.getMe, (q) => own.me(q, settings)),
  write(contract.updateMe, (cx, i) => own.updateMe(cx, i.body, settings)),
  read(contract.listOrganisations, (q, i) => organisations.list(q, i.query)),
  write(contract.applyOrganisation, (cx, i) => organisations.apply(cx, i.body)),
  read(contract.getOrganisation, (q, i) => organisations.get(q, i.params.id)),
  write(contract.decideOrganisation, (cx, i) => organisations.decide(cx, i.params.id, i.body)),
  read(contract.listMembers, (q, i) => members.list(q, i.query)),
  write(contract.addMember, (cx, i) => members.add(cx, i.body)),
  write(contract.removeMember, (cx, i) => members.remove(cx, i.params.id)),
  read(contract.listInvitations, (q, i) => members.listInvitations(q, i.query)),
  read(contract.readInvitation, (q, i) => members.readInvitation(q, i.params.token)),
  write(contract.createInvitation, (cx, i) => members.invite(cx, i.body)),
  write(contract.revokeInvitation, (cx, i) => members.revokeInvitation(cx, i.params.id)),
  write(contract.acceptInvitation, async (cx, i) => {
    await members.accept(cx, i.body.token);
    return own.me(cx, settings);
  }),
  read(contract.listGroups, (q, i) => groups.list(q, i.query)),
  write(contract.createGroup, (cx, i) => groups.create(cx, i.body)),
  write(contract.updateGroup, (cx, i) => groups.update(cx, i.params.id, i.body, i.request.ifMatch)),
  read(credentials.listApiKeys, (q) => own.listKeys(q)),
  write(credentials.createApiKey, (cx, i) => own.makeKey(cx, i.body)),
  write(credentials.revokeApiKey, (cx, i) => own.revokeKey(cx, i.params.id)),
  read(credentials.listSessions, (q, i) => own.listSessions(q, i.request, realNow())),
  write(credentials.revokeSession, (cx, i) => own.revokeSession(cx, i.params.id)),
];
