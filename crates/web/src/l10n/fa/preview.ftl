# این شماره به چه کسی وصل می‌شود؟

caller-number = شمارهٔ تماس‌گیرنده
preview-ask = بررسی
preview-hint = هر شکلی از شماره پذیرفته است: {"\u2066"}۰۹۱۲…{"\u2069"}، {"\u2066"}۹۱۲…{"\u2069"}، {"\u2066"}۰۰۹۸…{"\u2069"}، یا یک داخلی.
preview-operator = اگر همین حالا تماس بگیرد، به { $operator } وصل می‌شود.
preview-wait = اگر همین حالا تماس بگیرد، حداکثر { $seconds } ثانیه برای { $operator } منتظر می‌ماند.
preview-failure = اگر همین حالا تماس بگیرد، به { $destination } می‌رود.
preview-unasked = از سرور تلفنی نشد بپرسیم که اپراتور آزاد است یا نه.
last-operator = آخرین اپراتور
source = منبع
source-memory = حافظه
source-pinned = اپراتور اختصاصی
standing = وضعیت ویژهٔ تماس‌گیرنده
standing-opted-out = از اتصال مجدد مستثناست
standing-shared = شمارهٔ مشترک چند نفر است
conversation-ended = پایان مکالمه
remembered-until = در حافظه تا
