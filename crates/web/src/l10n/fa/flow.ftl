# سیستم تلفنی: منشی، ساعت کاری، مقاصد متفرقه و مسیرهای ورودی

menu-telephone = سیستم تلفنی
menu-ivrs = منشی تلفنی

number = شماره
number-stays = شماره پس از ثبت تغییر نمی‌کند.
description = توضیحات
no-sound = پخش نشود
destination-none = مقصد را انتخاب کنید.
destination-show-codes = نمایش کدها

ivrs-title = لیست منشی تلفنی
ivrs-search = جستجوی منشی تلفنی
ivrs-empty = هنوز منشی تلفنی نیست
ivrs-empty-what = منشی تلفنی پیامی پخش می‌کند و تماس‌گیرنده را با هر کلید به مقصدی می‌فرستد.
ivrs-add-first = افزودن اولین منشی
ivr-new-title = افزودن منشی تلفنی
ivr-delete-what = این منشی تلفنی حذف شود؟
ivr-number-hint = ۱ تا ۸ رقم؛ با آن شناخته می‌شود و گرفتنی نیست.
ivr-announcement = پیام منشی
ivr-announcement-hint = وقتی تماس به منشی می‌رسد پخش می‌شود.
ivr-timeout-seconds = مهلت زدن کلید
ivr-timeout-seconds-hint = ثانیه؛ از پایان پیام.
ivr-direct-dialling = گرفتن مستقیم داخلی
ivr-direct-dialling-hint = تماس‌گیرنده می‌تواند به جای کلید، شمارهٔ داخلی را بگیرد.
ivr-keys = کلیدها
ivr-keys-hint = هر کلید تماس‌گیرنده را به یک مقصد می‌برد؛ کلید می‌تواند چند رقم باشد. با «بازگشت»، تماس‌گیرنده به منشی قبلی برمی‌گردد و اگر از منشی دیگری نیامده باشد، به مقصد همین سطر می‌رود.
ivr-keys-none = هنوز کلیدی نیست.
ivr-key = کلید
ivr-key-type = نوع مقصد کلید { $key }
ivr-key-code = کد مقصد کلید { $key }
ivr-key-return = کلید { $key }: بازگشت به منشی قبلی
ivr-key-delete = حذف کلید { $key }
ivr-add-key = افزودن کلید
ivr-return = بازگشت
ivr-timeout = اگر کلیدی زده نشد
ivr-timeout-hint = پس از پایان مهلت و تکرارها، تماس‌گیرنده به اینجا می‌رود.
ivr-invalid = اگر کلید اشتباه بود
ivr-invalid-hint = پس از تکرارها، تماس‌گیرنده به اینجا می‌رود.
ivr-retries = تعداد تکرار
ivr-retries-hint = پیام منشی چند بار دوباره پخش شود؛ ۰ تا ۱۰.
ivr-sound = صدای پیش از تکرار
