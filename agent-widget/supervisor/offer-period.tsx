// Shows the period in which a template or a form is offered, if the offer is limited in time.
import { type Offer, periodOf } from '#whatsapp/templates/curation'
import { zonedMoment } from '../i18n/format.ts'
import { useLanguage } from '../i18n/messages.tsx'
import { useTexts } from './i18n/texts.tsx'

export function OfferPeriod({ offer }: { offer: Offer }) {
  const texts = useTexts()
  const language = useLanguage()
  const { from, until } = offer
  if (!from && !until) return null
  const period = periodOf(offer, new Date())
  const at = zonedMoment(new Date((period === 'early' ? from : until) ?? from!), language)
  if (period === 'current' && !until) return null
  return (
    <span>
      {period === 'early'
        ? texts.periodEarly({ at })
        : period === 'over'
          ? texts.periodOver({ at })
          : texts.periodCurrent({ at })}
    </span>
  )
}
