/** All claims with their experiments, in the order in which they are told. For the driver: the parent needs no more than `ids.ts`. */
import type { Claim } from './claim.ts';
import { attachedDies } from './experiments/attached-dies.ts';
import { blocking } from './experiments/blocking.ts';
import { channelEnv } from './experiments/channel-env.ts';
import { cwdInherited } from './experiments/cwd-inherited.ts';
import { detachedSurvives } from './experiments/detached-survives.ts';
import { execfileFaster } from './experiments/execfile-faster.ts';
import { exitBeforeClose } from './experiments/exit-before-close.ts';
import { forkCost } from './experiments/fork-cost.ts';
import { forkIsNode } from './experiments/fork-is-node.ts';
import { injection } from './experiments/injection.ts';
import { killIsSignal } from './experiments/kill-is-signal.ts';
import { loopOrder } from './experiments/loop-order.ts';
import { maxbufferKills } from './experiments/maxbuffer-kills.ts';
import { memorySeparate } from './experiments/memory-separate.ts';
import { nexttick } from './experiments/nexttick.ts';
import { orphanPpid } from './experiments/orphan-ppid.ts';
import { portInUse } from './experiments/port-in-use.ts';
import { shellExtraProcess } from './experiments/shell-extra-process.ts';
import { spawnIsBase } from './experiments/spawn-is-base.ts';
import { workersUseCores } from './experiments/workers-use-cores.ts';
import { type ClaimId, claimIds } from './ids.ts';

const byId: Readonly<Record<ClaimId, Claim>> = {
  'fork-cost': forkCost,
  'execfile-faster': execfileFaster,
  'spawn-is-base': spawnIsBase,
  'fork-is-node': forkIsNode,
  'shell-extra-process': shellExtraProcess,
  'maxbuffer-kills': maxbufferKills,
  injection,
  'exit-before-close': exitBeforeClose,
  blocking,
  'workers-use-cores': workersUseCores,
  'port-in-use': portInUse,
  'detached-survives': detachedSurvives,
  'attached-dies': attachedDies,
  'orphan-ppid': orphanPpid,
  'channel-env': channelEnv,
  'cwd-inherited': cwdInherited,
  nexttick,
  'loop-order': loopOrder,
  'kill-is-signal': killIsSignal,
  'memory-separate': memorySeparate,
};

export const claims: readonly Claim[] = claimIds.map((id) => byId[id]);
