declare const scoped: unique symbol;

/** A valley (产业谷) somebody may act in. Only the session gate, the API-key gate and the job runner make one. */
export interface ValleyScope {
  readonly valleyId: string;
  /** IANA zone of the valley's civil time, e.g. `Asia/Shanghai`. */
  readonly zone: string;
  readonly [scoped]: true;
}

/** For the gates only: `scripts/house.ts` refuses imports of it from anywhere else. */
export function openScope(valley: { valleyId: string; zone: string }): ValleyScope {
  return { valleyId: valley.valleyId, zone: valley.zone } as ValleyScope;
}
