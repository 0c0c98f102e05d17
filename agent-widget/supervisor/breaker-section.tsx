// Shows the conditions under which the circuit breaker withholds a template, and the dialog that
// changes them.
import Button from '@cloudscape-design/components/button'
import Checkbox from '@cloudscape-design/components/checkbox'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import Toggle from '@cloudscape-design/components/toggle'
import { useState } from 'react'
import { type BreakerSettings, DEFAULT_BREAKER } from '#whatsapp/templates/breaker'
import { LEAST_SENDS } from '#whatsapp/templates/hourly-sends'
import type { CatalogueStore } from './catalogue-store.ts'
import { FormDialog } from './form-dialog.tsx'
import { useTexts } from './i18n/texts.tsx'

interface Props {
  settings: BreakerSettings
  store: Pick<CatalogueStore, 'setBreaker'>
}

export function BreakerSection({ settings, store }: Props) {
  const texts = useTexts()
  const [isOpen, setOpen] = useState(false)
  const causes = [
    ...(settings.lowQuality ? [texts.breakerLowQuality] : []),
    ...(settings.failures === undefined ? [] : [texts.breakerFailuresOf({ n: settings.failures })]),
    ...(settings.stops === undefined ? [] : [texts.breakerStopsOf({ n: settings.stops })]),
  ]
  return (
    <section className="sp-setting" aria-label={texts.breaker}>
      <h3>{texts.breaker}</h3>
      <p className="sp-soft">{texts.breakerHint}</p>
      {settings.isOn ? (
        <div>
          <p>{texts.breakerOn}</p>
          <ul className="sp-causes">
            {causes.map((cause) => (
              <li key={cause}>{cause}</li>
            ))}
          </ul>
        </div>
      ) : (
        <p>{texts.breakerOff}</p>
      )}
      <div>
        <Button ariaLabel={texts.breakerSetUpNamed} onClick={() => setOpen(true)}>
          {texts.breakerSetUp}
        </Button>
      </div>
      {isOpen && (
        <BreakerDialog
          settings={settings}
          onCancel={() => setOpen(false)}
          onSave={(next) => {
            setOpen(false)
            void store.setBreaker(next)
          }}
        />
      )}
    </section>
  )
}

interface DialogProps {
  settings: BreakerSettings
  onSave: (settings: BreakerSettings) => void
  onCancel: () => void
}

function BreakerDialog({ settings, onSave, onCancel }: DialogProps) {
  const texts = useTexts()
  const [isOn, setOn] = useState(settings.isOn)
  const [lowQuality, setLowQuality] = useState(settings.lowQuality)
  const failures = usePercent(settings.failures, DEFAULT_BREAKER.failures)
  const stops = usePercent(settings.stops, DEFAULT_BREAKER.stops)
  const hasCause = lowQuality || failures.isOn || stops.isOn
  return (
    <FormDialog
      header={texts.breaker}
      canSave={failures.isValid && stops.isValid && (hasCause || !isOn)}
      onSave={() =>
        onSave({
          ...{ isOn, lowQuality },
          ...(failures.value === undefined ? {} : { failures: failures.value }),
          ...(stops.value === undefined ? {} : { stops: stops.value }),
        })
      }
      onCancel={onCancel}
    >
      <p className="sp-soft">{texts.breakerDialogHint({ n: LEAST_SENDS })}</p>
      <Toggle checked={isOn} onChange={({ detail }) => setOn(detail.checked)}>
        {texts.breakerOn}
      </Toggle>
      <Checkbox
        disabled={!isOn}
        checked={lowQuality}
        onChange={({ detail }) => setLowQuality(detail.checked)}
      >
        {texts.breakerLowQuality}
      </Checkbox>
      <PercentInput
        label={texts.breakerFailures}
        percentLabel={texts.breakerFailuresPercent}
        percent={failures}
        isDisabled={!isOn}
      />
      <PercentInput
        label={texts.breakerStops}
        percentLabel={texts.breakerStopsPercent}
        percent={stops}
        isDisabled={!isOn}
      />
      {isOn && !hasCause && <p role="alert">{texts.breakerNoCause}</p>}
    </FormDialog>
  )
}

type Percent = ReturnType<typeof usePercent>

/**
 * Holds a threshold that the supervisor can switch off. While the threshold is off, the number that
 * the supervisor typed is preserved.
 */
function usePercent(percent: number | undefined, otherwise: number | undefined) {
  const [isOn, setOn] = useState(percent !== undefined)
  const [text, setText] = useState(String(percent ?? otherwise ?? ''))
  const typed = /^\d{1,3}$/.test(text.trim()) ? Number(text) : undefined
  const isInRange = typed !== undefined && typed >= 1 && typed <= 100
  return {
    ...{ isOn, setOn, text, setText },
    isValid: !isOn || isInRange,
    value: isOn && isInRange ? typed : undefined,
  }
}

function PercentInput({
  label,
  percentLabel,
  percent,
  isDisabled,
}: {
  label: string
  percentLabel: string
  percent: Percent
  isDisabled: boolean
}) {
  const texts = useTexts()
  return (
    <div className="sp-percent">
      <Checkbox
        disabled={isDisabled}
        checked={percent.isOn}
        onChange={({ detail }) => percent.setOn(detail.checked)}
      >
        {label}
      </Checkbox>
      {percent.isOn && (
        <FormField
          label={percentLabel}
          {...(percent.isValid ? {} : { errorText: texts.breakerPercentRange })}
        >
          <Input
            inputMode="numeric"
            disabled={isDisabled}
            value={percent.text}
            onChange={({ detail }) => percent.setText(detail.value)}
          />
        </FormField>
      )}
    </div>
  )
}
