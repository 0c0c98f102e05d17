// The order in which the keyboard moves through the form. Enter moves the focus to the next input,
// and Send moves it to the first input with a problem. The `data-field` attribute of an input
// contains the field's key and the path within the value.

const inputsIn = (form: HTMLElement) => [...form.querySelectorAll<HTMLElement>('[data-field]')]

/**
 * Returns whether Enter moves from this input to the next one. In other inputs, Enter starts a new
 * line or presses a button.
 */
export const isLeftByEnter = (target: HTMLElement): boolean =>
  target.matches('input[data-field], textarea[data-field]:not([data-lines])')

/**
 * Returns the input after `from`, even if the next input is on a hidden card. Inputs in collapsed
 * sections are skipped, and the Send button follows the last input.
 */
export function inputAfter(form: HTMLElement, from: HTMLElement): HTMLElement | null {
  const inputs = inputsIn(form)
  const following = inputs
    .slice(inputs.indexOf(from) + 1)
    .find((input) => !input.closest('[data-folded]'))
  return following ?? form.querySelector<HTMLElement>('[data-send] button')
}

/**
 * Returns the first empty input. Inputs in collapsed sections are skipped. For a button that
 * chooses a file, an attribute states whether a file has been chosen.
 */
export const firstEmptyInput = (form: HTMLElement): HTMLElement | undefined =>
  inputsIn(form).find(
    (input) =>
      !input.closest('[data-folded]') &&
      (input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement
        ? input.value === ''
        : input.dataset.empty !== undefined),
  )

/**
 * Returns the input for the path of a problem. If no input has this path, returns the first input
 * of the field.
 */
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

/** Returns the key of the field whose part of the preview was clicked. */
export function fieldAt(clicked: HTMLElement, fields: readonly { key: string }[]) {
  const place = clicked.closest<HTMLElement>('[data-place]')?.dataset.place
  if (place !== undefined) return fields[Number(place)]?.key
  if (!clicked.closest('.aw-media, .aw-media-empty')) return undefined
  const card = clicked.closest('.aw-cards > li')
  if (!card) return 'header'
  return `card.${[...card.parentElement!.children].indexOf(card)}.header`
}

/**
 * Returns the index of the card that contains the input, or undefined if no card contains the
 * input.
 */
export function cardOf(input: HTMLElement): number | undefined {
  const card = input.closest<HTMLElement>('[data-card]')?.dataset.card
  return card === undefined ? undefined : Number(card)
}
