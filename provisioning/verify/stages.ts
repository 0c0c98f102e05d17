// All probes of `verify`, in the order in which they run.
import type { Stage } from './probe.ts'
import { accountStage } from './probes/account.ts'
import { bridgedStage } from './probes/bridged.ts'
import { nativeStage } from './probes/native.ts'
import { roleStage } from './probes/role.ts'

// The state of each stage has its own type, and only the stage's own probes receive the state.
export const STAGES: readonly Stage<any>[] = [accountStage, roleStage, nativeStage, bridgedStage]
