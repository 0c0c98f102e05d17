// Applies the world's curation with the code that supervisors run.
import { checkedConfig } from '../../provisioning/config/config.ts'
import { accountFor } from '../../provisioning/curation/account.ts'
import {
  curationProblemLines,
  parsedCuration,
} from '../../provisioning/curation/parsed-curation.ts'
import { storeCuration, storedCuration } from '../../provisioning/curation/store.ts'
import { channelsOf, type Sandbox } from './sandbox.ts'
import { type Waba, WorldError } from './world.ts'

export async function curate(
  { world, clients, clock }: Sandbox,
  wabas: readonly Waba[] = world.wabas,
): Promise<void> {
  const config = checkedConfig(channelsOf(world))
  for (const { id: waba, name, curation } of wabas) {
    if (!curation) continue
    const file = parsedCuration({ waba, rules: curation })
    const account = await accountFor(file, config, clients)
    const problems = curationProblemLines(file, account)
    if (problems.length > 0)
      throw new WorldError([`the curation of ${name}:`, ...problems].join('\n  '))
    const before = await storedCuration(waba, clients)
    await storeCuration(
      file,
      account,
      { before, by: `arn:aws:iam::${world.account}:user/supervisor`, at: new Date(clock.now()) },
      clients,
    )
  }
}
