import * as charges from '@hegu/contract/labs/charges.ts';
import * as labLedger from '@hegu/contract/labs/ledger.ts';
import * as statements from '@hegu/contract/labs/statements.ts';
import { type Bound, read, write } from '../../../platform/http/route.ts';
import { exportCharges } from './charges/export/service.ts';
import { disputeCharge, getCharge, listCharges, resolveDispute } from './charges/service.ts';
import { exportLedger } from './ledger/export/service.ts';
import { getLedger } from './ledger/service.ts';
import { issueStatements } from './statements/issue/service.ts';
import { confirmStatement, getStatement, listStatements, recordPayment } from './statements/service.ts';

/** The order matters: `/charges/export` before `/charges/{id}`, which would take it for an id. */
export const billingRoutes: Bound[] = [
  read(charges.exportCharges, (q, { query }) => exportCharges(q, query)),
  read(charges.listCharges, (q, { query }) => listCharges(q, query)),
  read(charges.getCharge, (q, { params }) => getCharge(q, params.id)),
  write(charges.disputeCharge, (cx, { params, body, request }) =>
    disputeCharge(cx, params.id, body, request.ifMatch),
  ),
  write(charges.resolveDispute, (cx, { params, body, request }) =>
    resolveDispute(cx, params.id, body, request.ifMatch),
  ),
  read(statements.listStatements, (q, { query }) => listStatements(q, query)),
  write(statements.issueStatements, async (cx, { body }) => ({ issued: await issueStatements(cx, body) })),
  read(statements.getStatement, (q, { params }) => getStatement(q, params.id)),
  write(statements.confirmStatement, (cx, { params, request }) =>
    confirmStatement(cx, params.id, request.ifMatch),
  ),
  write(statements.recordPayment, (cx, { params, body, request }) =>
    recordPayment(cx, params.id, body, request.ifMatch),
  ),
  read(labLedger.exportLedger, (q, { query }) => exportLedger(q, query)),
  read(labLedger.getLedger, (q, { query }) => getLedger(q, query)),
];
