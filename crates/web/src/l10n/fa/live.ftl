# وضعیت لحظه‌ای

menu-live = وضعیت لحظه‌ای
live-at = آخرین به‌روزرسانی: { $time }
live-follows = به‌روزرسانی خودکار
live-stands = به‌روزرسانی خودکار قطع است
live-refresh = تازه‌سازی
live-link-down = سرور تلفنی قطع است
live-states = خلاصهٔ وضعیت
live-free = آزاد
live-of = { $count ->
    [one] از { $number } اپراتور
   *[other] از { $number } اپراتور
}
live-busy = خط مشغول
live-busy-what = در حال زنگ خوردن، مکالمه یا کار پس از تماس
live-away = خارج از دسترس
live-away-what = استراحت، آفلاین، مزاحم نشوید یا تلفن قطع
live-waiting = در انتظار اپراتور
live-waiting-own = منتظر شما
live-longest = بیشترین انتظار:
live-nobody-waits = کسی منتظر نیست.
live-waiting-more = { $count ->
    [one] روی هم { $number } نفر منتظرند.
   *[other] روی هم { $number } نفر منتظرند؛ قدیمی‌ترین‌ها را می‌بینید.
}
live-own = وضعیت شما
live-for = مدت:
live-operators = اپراتورها
live-search = جستجوی اپراتور
live-state = وضعیت
live-state-any = همهٔ وضعیت‌ها
live-since = مدت در این وضعیت
live-waiting-count = تعداد منتظران
live-waits-for = منتظر کدام اپراتور
live-place = نوبت
live-wait = مدت انتظار
live-no-operators = هنوز اپراتوری نیست
live-no-operators-what = اپراتورهایی که یک ماژول اتصال مجدد در بر می‌گیرد، اینجا دیده می‌شوند.
presence-free = آزاد
remembered-title = تماس‌گیرنده‌های در حافظه
remembered-own = اگر تماس بگیرند، به شما وصل می‌شوند
remembered-nobody = اکنون کسی در حافظه نیست.
remembered-left = زمان باقی‌مانده
remembered-all = نمایش همه
