# داشبورد

today = امروز
today-decisions = تماس‌های امروز
today-with-operator = { $count ->
    [one] { $number } تماس اپراتور قبلی داشت
   *[other] { $number } تماس اپراتور قبلی داشت
}
today-connected = وصل‌شده به اپراتور قبلی
today-rate = نرخ اتصال مجدد: { $rate }
today-rate-none = امروز هنوز کسی برنگشته است
today-hours = ساعت‌های امروز
today-report = گزارش کامل
newest-all = همهٔ تماس‌ها
modules-in-service = ماژول‌های فعال
modules-of = { $count ->
    [one] از { $number } ماژول
   *[other] از { $number } ماژول
}
link = سرور تلفنی
link-up = متصل
link-down = قطع
queues-of = { $count ->
    [one] { $number } صف
   *[other] { $number } صف
}
newest-decisions = آخرین تماس‌ها
time = زمان
caller = تماس‌گیرنده
caller-unknown = نامشخص
module = ماژول
operator = اپراتور
reason = دلیل
outcome = نتیجه

begin-title = از اینجا شروع کنید
begin-link = اتصال به سرور تلفنی
begin-link-done = سرور تلفنی متصل است.
begin-link-how = نشانی و رمز سرور تلفنی در فایل تنظیمات (vasl.toml) نوشته می‌شود. فرمان vasl check می‌گوید چه کم است. این کار با مدیر سیستم است.
begin-module = ساخت ماژول اتصال مجدد
begin-module-how = بگویید هر مشتری تا کی به اپراتور قبلی‌اش وصل شود، و کدام صف و داخلی‌ها را در بر بگیرد.
begin-ivr = وصل کردن کلید منشی تلفنی به ماژول
begin-ivr-how = در منشی تلفنی، کلید موردنظر را به مقصد «مقاصد متفرقه» و کد { $code } وصل کنید. از تماس بعدی کار می‌کند.
begin-ivr-then = بعد از ساخت ماژول، کلید منشی تلفنی را به کد آن وصل کنید.
begin-ivr-open = باز کردن منشی تلفنی
