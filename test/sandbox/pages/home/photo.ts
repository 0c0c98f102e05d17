/** Draws a picture that looks like a photo from a phone. Returns the JPEG in base64. */
export function snapshotPhoto(): string {
  const canvas = document.createElement('canvas')
  canvas.width = 960
  canvas.height = 720
  const draw = canvas.getContext('2d')!
  const sky = draw.createLinearGradient(0, 0, 0, 460)
  sky.addColorStop(0, '#3f7fbf')
  sky.addColorStop(1, '#ffd9a0')
  draw.fillStyle = sky
  draw.fillRect(0, 0, 960, 460)
  draw.fillStyle = '#fff3c4'
  draw.beginPath()
  draw.arc(640 + Math.random() * 160, 300, 62, 0, 2 * Math.PI)
  draw.fill()
  const sea = draw.createLinearGradient(0, 460, 0, 720)
  sea.addColorStop(0, '#2f8f9d')
  sea.addColorStop(1, '#14505c')
  draw.fillStyle = sea
  draw.fillRect(0, 460, 960, 260)
  draw.fillStyle = '#f6f2e8'
  draw.fillRect(214, 190, 52, 280)
  draw.fillStyle = '#c0392b'
  for (const top of [220, 300, 380]) draw.fillRect(214, top, 52, 34)
  draw.fillStyle = '#333f48'
  draw.fillRect(206, 160, 68, 32)
  return canvas.toDataURL('image/jpeg', 0.86).replace(/^[^,]*,/, '')
}
