/** The audit log (审计日志): what commands write, the sealer gathers, and anybody can check. */
export { auditAccess } from './access.ts';
export { type AuditKey, keyIdOf, openAuditKey, readTrustedKeys, type TrustedKeys } from './keys.ts';
export { type ProofFault, verifyGrowth, verifyHead, verifyProof } from './proof.ts';
export { type AuditContext, record, recordAll } from './record.ts';
export { type Sealed, type Sealer, seal, startSealer } from './sealer.ts';
export { consistency, latestHead, list, listHeads, listKeys, proof } from './service.ts';
export { type Discrepancy, type Verification, verify } from './verify.ts';
