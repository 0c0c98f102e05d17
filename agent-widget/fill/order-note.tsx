// Shows the reference and the total of the order that is sent with a template. The agent cannot
// change the order.
import { orderIn, totalOf } from '#whatsapp/templates/order'
import { useLanguage, useMessages } from '../i18n/messages.tsx'

export function OrderNote({ order: value }: { order: string | undefined }) {
  const { field } = useMessages()
  const language = useLanguage()
  const order = orderIn(value)
  const found = order && totalOf(order)
  if (!found) return <p className="aw-hint">{field.order}</p>
  const { reference, currency, amount } = found
  const total = new Intl.NumberFormat(language, { style: 'currency', currency }).format(amount)
  return <p className="aw-hint">{field.orderOf({ reference, total })}</p>
}
