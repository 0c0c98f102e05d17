// Defines the order in which the keyboard moves through the form. Enter moves to the next input,
// and sending moves to the first problem. Each input has a `data-field` attribute with its field's
// key and the path within its value.

const inputsIn = (form: HTMLElement) => [...form.querySelectorAll<HTMLElement>('[data-field]')]

/**
 * Returns whether Enter moves to the next input. In some inputs, Enter starts a new line or presses
 * a button instead.
 */
export const isLeftByEnter = (target: HTMLElement): boolean =>
  target.matches('input[data-field], textarea[data-field]:not([data-lines])')

/**
 * Returns the next input. Inputs in collapsed sections are skipped, and the Send button follows the
 * last input. The input may be on a card that is hidden.
 */
export function inputAfter(form: HTMLElement, from: HTMLElement): HTMLElement | null {
  const inputs = inputsIn(form)
  const following = inputs
    .slice(inputs.indexOf(from) + 1)
    .find((input) => !input.closest('[data-folded]'))
  return following ?? form.querySelector<HTMLElement>('[data-send] button')
}

/**
 * Returns the first empty input. Inputs in collapsed sections are skipped. A button that chooses a
 * file has an attribute that shows whether it is empty.
 */
export const firstEmptyInput = (form: HTMLElement): HTMLElement | undefined =>
  inputsIn(form).find(
    (input) =>
      !input.closest('[data-folded]') &&
      (input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement
        ? input.value === ''
        : input.dataset.empty !== undefined),
  )

/** Returns the input at a problem's path, or otherwise the first input of its field. */
export function inputAbout(
  form: HTMLElement,
  path: string,
  field: string,
): HTMLElement | undefined {
  const fieldKeyOf = (input: HTMLElement) => input.dataset.field ?? ''
  const [closest] = inputsIn(form)
    .filter((input) => path === fieldKeyOf(input) || path.startsWith(`${fieldKeyOf(input)}.`))
    .sort((a, b) => fieldKeyOf(b).length - fieldKeyOf(a).length)
  return (
    closest ??
    inputsIn(form).find(
      (input) => fieldKeyOf(input) === field || fieldKeyOf(input).startsWith(`${field}.`),
    )
  )
}

/** Returns the key of the field whose place in the preview was clicked. */
export function fieldAt(clicked: HTMLElement, fields: readonly { key: string }[]) {
  const place = clicked.closest<HTMLElement>('[data-place]')?.dataset.place
  if (place !== undefined) return fields[Number(place)]?.key
  if (!clicked.closest('.aw-media, .aw-media-empty')) return undefined
  const card = clicked.closest('.aw-cards > li')
  if (!card) return 'header'
  return `card.${[...card.parentElement!.children].indexOf(card)}.header`
}

/** The card that contains an input. */
export function cardOf(input: HTMLElement): number | undefined {
  const card = input.closest<HTMLElement>('[data-card]')?.dataset.card
  return card === undefined ? undefined : Number(card)
}
